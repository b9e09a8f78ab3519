/** The contract suite that every discovery passes. */
module io.hauberk.testkit.discovery {
    requires transitive io.hauberk.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires static transitive org.jspecify;

    exports io.hauberk.testkit.discovery;
}
