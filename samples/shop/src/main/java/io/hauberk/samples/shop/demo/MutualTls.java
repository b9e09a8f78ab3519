package io.hauberk.samples.shop.demo;

import io.hauberk.testkit.Credentials;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** What one writes without a mesh: a client with a certificate that is never renewed, for one machine. */
final class MutualTls {
    private MutualTls() {}

    static OkHttpClient client(Credentials credentials) throws Exception {
        return new OkHttpClient.Builder()
                .readTimeout(Duration.ofMinutes(1))
                .sslSocketFactory(credentials.sslContext().getSocketFactory(), trust(credentials))
                .dns(host -> List.of(InetAddress.getLoopbackAddress()))
                .build();
    }

    private static X509TrustManager trust(Credentials credentials) throws Exception {
        byte[] authority = credentials.trustPem().getBytes(StandardCharsets.US_ASCII);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
