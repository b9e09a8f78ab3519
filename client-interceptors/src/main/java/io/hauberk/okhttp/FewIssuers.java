package io.hauberk.okhttp;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * A trust manager as OkHttp is to see it. For each call whose TLS we choose, OkHttp puts all its authorities into a map,
 * only to sort the chain that {@code response.handshake()} shows. The mesh has one or two of them; a machine has over a
 * hundred, and then there are none to see: the handshake shows no chain, and the judgement stays what it was.
 */
final class FewIssuers implements X509TrustManager {
    private static final int FEW = 16;

    private final X509TrustManager trust;
    private final X509Certificate[] issuers;

    FewIssuers(X509TrustManager trust) {
        X509Certificate[] all = trust.getAcceptedIssuers();
        this.trust = trust;
        this.issuers = all.length <= FEW ? all : new X509Certificate[0];
    }

    /** Not a copy: it is asked for at each call, by OkHttp, which does not change it. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return issuers;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkClientTrusted(chain, authType);
    }
}
