/** The rotating identity on a port of an embedded Jetty. */
module io.hauberk.jetty {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;
    requires transitive org.eclipse.jetty.server;
    requires org.eclipse.jetty.alpn.server;
    requires org.eclipse.jetty.http2.server;
    requires org.eclipse.jetty.util;

    exports io.hauberk.jetty;
}
