/** The JDK's HTTP client through the mesh. */
module io.hauberk.jdk {
    requires transitive io.hauberk.okhttp;
    requires transitive java.net.http;
    requires static transitive org.jspecify;

    exports io.hauberk.jdk;
}
