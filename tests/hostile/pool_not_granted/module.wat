(import "guichet:procedure/pools@0.1.0" "usage"
    (func $usage (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
(data (i32.const 2048) "own/Jeanne Martin")
(func $score (result i64)
    (call $usage
        (i32.const 2048) (i32.const 17)
        (i32.const 2026) (i32.const 1) (i32.const 1) (i32.const 0) (i32.const 0)
        (i32.const 2026) (i32.const 1) (i32.const 2) (i32.const 0) (i32.const 0)
        (i32.const 512))
    (i64.const 0))
