/** Spring's HTTP clients through the mesh. */
module io.hauberk.spring {
    requires transitive io.hauberk.okhttp;
    requires transitive spring.web;
    requires transitive spring.core;
    requires static transitive org.jspecify;

    exports io.hauberk.spring;
}
