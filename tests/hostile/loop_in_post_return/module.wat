(func (export "guichet:procedure/handler@0.1.0#form") (param i32) (result i32) (i32.const 16))
(func (export "cabi_post_guichet:procedure/handler@0.1.0#form") (param i32)
    (loop $again (br $again)))
