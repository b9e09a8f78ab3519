package io.hauberk.spiffe;

import io.hauberk.identity.Material;
import io.hauberk.identity.SpiffeId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an agent sent, as certificates and keys. */
final class SvidMaterial {
    private static final String SCHEME = "spiffe://";

    private SvidMaterial() {}

    /** @throws IOException if it cannot be used, with a sentence */
    static Material of(Svids.Svid svid, Map<String, byte[]> federated) throws IOException {
        List<X509Certificate> chain = certificates("the certificate of " + svid, svid.chain());
        String id = SpiffeId.of(chain.get(0));
        if (id == null || !id.equals(svid.id())) {
            throw new IOException("The agent sent a certificate of " + id + " and says that it is " + svid.id() + ".");
        }
        PrivateKey key = key(svid, chain.get(0));
        Material material = Material.of(chain, key, certificates("the bundle of " + svid, svid.bundle()));
        for (Map.Entry<String, byte[]> bundle : federated.entrySet()) {
            material = federated(material, bundle.getKey(), bundle.getValue(), SpiffeId.trustDomain(id));
        }
        return material;
    }

    private static Material federated(Material material, String name, byte[] bundle, String own) throws IOException {
        String domain = name.startsWith(SCHEME) ? name.substring(SCHEME.length()) : name;
        if (domain.equals(own)) {
            return material;
        }
        String fault = SpiffeId.domainFault(domain);
        if (fault != null) {
            throw new IOException("The agent sent a bundle of a trust domain that is none. " + fault);
        }
        return material.federated(domain, certificates("the bundle of " + domain, bundle));
    }

    private static List<X509Certificate> certificates(String what, byte[] der) throws IOException {
        try {
            List<X509Certificate> all = new ArrayList<>();
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(der))) {
                all.add((X509Certificate) certificate);
            }
            if (!all.isEmpty()) {
                return all;
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("The agent sent " + what + ", which cannot be read.", e);
        }
        throw new IOException("The agent sent " + what + " without a certificate in it.");
    }

    private static PrivateKey key(Svids.Svid svid, X509Certificate certificate) throws IOException {
        try {
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(svid.key()));
        } catch (GeneralSecurityException e) {
            throw new IOException("The agent sent a key for " + svid + " that cannot be read.", e);
        }
    }
}
