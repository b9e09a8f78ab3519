package io.hauberk.checks.whole;

class JettyFaultsTest extends Faults {
    JettyFaultsTest() {
        super(Container.JETTY);
    }
}
