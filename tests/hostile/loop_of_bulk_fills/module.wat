(memory (export "memory") 950)
(func $score (result i64)
    (loop $again
        (memory.fill (i32.const 65536) (i32.const 255) (i32.const 62000000))
        (br $again))
    (unreachable))
