(func (export "guichet:procedure/other@0.1.0#form"))
