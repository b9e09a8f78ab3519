package io.hauberk.checks.whole;

class TomcatResponseWireTest extends ResponseWire {
    TomcatResponseWireTest() {
        super(Container.TOMCAT);
    }
}
