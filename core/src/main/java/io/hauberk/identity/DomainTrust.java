package io.hauberk.identity;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Has each peer judged by the authorities of its own trust domain: who bears a SPIFFE ID of another domain needs that
 * domain's bundle, and who bears none needs ours. So no authority can vouch for somebody of another domain.
 *
 * <p>Where our own certificate bears no SPIFFE ID we have no domain, and our authorities vouch for all that are not
 * federated.
 */
final class DomainTrust extends X509ExtendedTrustManager {
    private final @Nullable String ownDomain;
    private final X509ExtendedTrustManager own;
    private final Map<String, X509ExtendedTrustManager> others = new LinkedHashMap<>();
    private final X509Certificate[] issuers;

    DomainTrust(Material material, X509ExtendedTrustManager own) {
        String id = SpiffeId.of(material.chain().get(0));
        this.ownDomain = id == null ? null : SpiffeId.trustDomain(id);
        this.own = own;
        List<X509Certificate> all = new ArrayList<>(material.authorities());
        material.federation().forEach((domain, authorities) -> {
            others.put(domain, Contexts.trusting(authorities));
            all.addAll(authorities);
        });
        this.issuers = all.stream().distinct().toArray(X509Certificate[]::new);
    }

    private X509ExtendedTrustManager of(X509Certificate[] chain) throws CertificateException {
        String id = chain.length == 0 ? null : SpiffeId.of(chain[0]);
        if (id == null) {
            return own;
        }
        String domain = SpiffeId.trustDomain(id);
        if (domain.equals(ownDomain)) {
            return own;
        }
        X509ExtendedTrustManager other = others.get(domain);
        if (other != null) {
            return other;
        }
        if (ownDomain == null) {
            return own;
        }
        throw new CertificateException("The peer is " + id + ", but there is no bundle of the trust domain " + domain
                + " here; ours is " + ownDomain + ". Federate it: federation with " + domain + " and its bundle.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        of(chain).checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        of(chain).checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        of(chain).checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        of(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        of(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        of(chain).checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return Arrays.copyOf(issuers, issuers.length);
    }
}
