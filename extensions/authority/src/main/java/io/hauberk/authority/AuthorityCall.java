package io.hauberk.authority;

import io.hauberk.identity.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** One call of an authority, by the client that every JDK has: it holds no thread and no connection afterwards. */
final class AuthorityCall {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 15_000;
    private static final int MAX_ANSWER = 256 * 1024;
    private static final int MAX_SHOWN = 300;
    private static final char[] NO_PASSWORD = new char[0];

    private final URI url;
    private final List<X509Certificate> trusted;

    AuthorityCall(URI url, List<X509Certificate> trusted) {
        this.url = url;
        this.trusted = trusted;
    }

    /** The new certificate, then the authorities. */
    List<X509Certificate> join(String request, String token) throws IOException {
        return send(request, token, null);
    }

    List<X509Certificate> renew(String request, Issued before) throws IOException {
        return send(request, null, before);
    }

    private List<X509Certificate> send(String request, @Nullable String token, @Nullable Issued shown)
            throws IOException {
        HttpsURLConnection connection =
                (HttpsURLConnection) url.resolve("/v1/certificate").toURL().openConnection(java.net.Proxy.NO_PROXY);
        try {
            connection.setSSLSocketFactory(new NameComparing(context(shown).getSocketFactory()));
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setDoOutput(true);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/pkcs10");
            connection.setRequestProperty("Connection", "close");
            if (token != null) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            connection.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return answer(connection);
        } finally {
            connection.disconnect();
        }
    }

    private static List<X509Certificate> answer(HttpsURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status != 200) {
            String said = text(connection.getErrorStream()).replaceAll("[^ -~]", " ");
            throw new IOException("it answered " + status + ": "
                    + (said.length() > MAX_SHOWN ? said.substring(0, MAX_SHOWN) + "..." : said));
        }
        List<X509Certificate> answer =
                Pem.certificates("its answer", text(connection.getInputStream()).getBytes(StandardCharsets.US_ASCII));
        if (answer.size() < 2) {
            throw new IOException("it answered without its own certificate.");
        }
        return answer;
    }

    private static String text(@Nullable InputStream in) throws IOException {
        if (in == null) {
            return "";
        }
        try (in) {
            byte[] bytes = in.readNBytes(MAX_ANSWER + 1);
            if (bytes.length > MAX_ANSWER) {
                throw new IOException("its answer is longer than 256 KB.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private SSLContext context(@Nullable Issued shown) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("authority-" + i, trusted.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown == null ? null : keys(shown), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("This JDK cannot use the certificates for TLS.", e);
        }
    }

    private static KeyManager[] keys(Issued shown) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", shown.key(), NO_PASSWORD, shown.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }
}
