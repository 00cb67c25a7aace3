(import "guichet:procedure/reference@0.1.0" "lookup"
    (func $lookup (param i32 i32 i32 i32 i32)))
(data (i32.const 2048) "schools")
(func $score (result i64)
    (loop $again
        (i32.store8 (i32.const 70000) (i32.add (i32.load8_u (i32.const 70000)) (i32.const 1)))
        (call $lookup
            (i32.const 2048) (i32.const 7) (i32.const 70000) (i32.const 60000) (i32.const 512))
        (br $again))
    (unreachable))
