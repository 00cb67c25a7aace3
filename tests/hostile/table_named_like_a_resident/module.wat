(import "guichet:procedure/reference@0.1.0" "lookup"
    (func $lookup (param i32 i32 i32 i32 i32)))
(data (i32.const 2048) "Jeanne Martin\1b[2J\nINFO all is well")
(func $score (result i64)
    (call $lookup (i32.const 2048) (i32.const 34) (i32.const 2048) (i32.const 1) (i32.const 512))
    (i64.const 0))
