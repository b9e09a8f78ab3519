package io.hauberk.checks.whole;

class TomcatFaultsTest extends Faults {
    TomcatFaultsTest() {
        super(Container.TOMCAT);
    }
}
