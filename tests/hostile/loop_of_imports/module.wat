(import "guichet:procedure/log@0.1.0" "write" (func $write (param i32 i32 i32)))
(func $score (result i64)
    (loop $again
        (call $write (i32.const 0) (i32.const 65536) (i32.const 60000))
        (br $again))
    (unreachable))
