"""What the tests run on: template databases, a browser, a guard against outgoing connections."""
