/** Contract suites, fakes, virtual time and a throw-away certificate authority. */
module io.hauberk.testkit {
    requires transitive io.hauberk;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires transitive org.assertj.core;
    requires static transitive org.jspecify;

    exports io.hauberk.testkit;
}
