/** Apache HttpClient 5 through the mesh. */
module io.hauberk.apache {
    requires transitive io.hauberk.okhttp;
    requires transitive org.apache.httpcomponents.client5.httpclient5;
    requires transitive org.apache.httpcomponents.core5.httpcore5;
    requires static transitive org.jspecify;

    exports io.hauberk.apache;
}
