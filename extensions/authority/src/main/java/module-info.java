/** A small certificate authority, and the identity that it renews. */
module io.hauberk.authority {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires org.slf4j;

    exports io.hauberk.authority;

    provides io.hauberk.identity.CertificateSourceProvider with
            io.hauberk.authority.EnrolmentProvider;
}
