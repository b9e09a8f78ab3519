/** The outbound side: a mesh of services behind a plain OkHttp client. */
module io.hauberk.okhttp {
    requires transitive io.hauberk.core;
    requires transitive okhttp3;
    requires static transitive org.jspecify;
    requires okio;
    requires org.slf4j;
}
