package io.hauberk.checks.whole;

class TomcatRequestWireTest extends RequestWire {
    TomcatRequestWireTest() {
        super(Container.TOMCAT);
    }
}
