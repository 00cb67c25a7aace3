(import "guichet:procedure/log@0.1.0" "write" (func $write (param i32 i32 i32)))
(func $score (result i64)
    (call $write (i32.const 0) (i32.const 131000) (i32.const 1000))
    (i64.const 0))
