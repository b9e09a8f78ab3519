/** Feign through the mesh. */
module io.hauberk.feign {
    requires transitive io.hauberk.okhttp;
    requires transitive feign.core;
    requires static transitive org.jspecify;

    exports io.hauberk.feign;
}
