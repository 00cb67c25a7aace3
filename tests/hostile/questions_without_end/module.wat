(import "guichet:procedure/clock@0.1.0" "now" (func $now (param i32)))
(func $score (result i64) (loop $again (call $now (i32.const 512)) (br $again)) (unreachable))
