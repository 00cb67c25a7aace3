(func $begin (drop (i32.load (i32.const -4))))
(start $begin)
