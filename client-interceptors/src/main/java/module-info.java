/** The outbound side: a mesh of services behind a plain OkHttp client. */
module io.hauberk.okhttp {
    requires transitive io.hauberk.core;
    requires transitive okhttp3;
    requires static transitive org.jspecify;
    requires okio;
    requires org.slf4j;

    exports io.hauberk.okhttp;

    provides io.hauberk.service.TransportProvider with
            io.hauberk.okhttp.OkHttpTransports;
}
