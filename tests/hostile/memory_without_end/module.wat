(func $score (result i64)
    (local $page i32)
    (loop $again
        (local.set $page (memory.grow (i32.const 1)))
        (if (i32.eq (local.get $page) (i32.const -1)) (then (unreachable)))
        (i32.store (i32.shl (local.get $page) (i32.const 16)) (i32.const 1))
        (br $again))
    (unreachable))
