/** Contract suites, fakes, virtual time and a throw-away certificate authority. */
module io.hauberk.testkit {
    requires transitive io.hauberk;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires transitive org.assertj.core;
    requires static transitive org.jspecify;
    // The contract suite of servlet adapters alone needs these two.
    requires static transitive jakarta.servlet;
    requires static okhttp3;
    // The contract suite of HTTP clients alone needs this one.
    requires static jdk.httpserver;

    exports io.hauberk.testkit;
}
