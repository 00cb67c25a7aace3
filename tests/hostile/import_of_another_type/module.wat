(import "guichet:procedure/log@0.1.0" "write" (func $write (param i64)))
(func $score (result i64) (call $write (i64.const 1)) (i64.const 1))
