/** An identity from a SPIFFE agent. */
module io.hauberk.spiffe {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;
    requires okhttp3;
    requires okio;
    requires org.slf4j;

    exports io.hauberk.spiffe;

    provides io.hauberk.identity.CertificateSourceProvider with
            io.hauberk.spiffe.WorkloadApiProvider;
}
