package io.hauberk.checks.whole;

class JettyResponseWireTest extends ResponseWire {
    JettyResponseWireTest() {
        super(Container.JETTY);
    }
}
