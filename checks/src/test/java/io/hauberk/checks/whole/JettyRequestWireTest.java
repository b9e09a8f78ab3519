package io.hauberk.checks.whole;

class JettyRequestWireTest extends RequestWire {
    JettyRequestWireTest() {
        super(Container.JETTY);
    }
}
