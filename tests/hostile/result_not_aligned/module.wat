(func (export "guichet:procedure/handler@0.1.0#form") (param i32) (result i32) (i32.const 17))
