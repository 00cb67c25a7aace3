(import "guichet:procedure/clock@0.1.0" "now" (func $now (param i32)))
(func $score (result i64) (call $now (i32.const 512)) (i64.const 1))
