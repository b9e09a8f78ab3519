package io.hauberk.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, one for all who trust the same authorities, for as long as somebody uses it. Its threads and its
 * connections end with it: at once from Java 21 on; on older ones when the garbage collector finds it.
 */
final class SharedClient {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<ByteBuffer, SharedClient> ALL = new HashMap<>();

    private final ByteBuffer key;
    private final HttpClient http;
    private int users;

    private SharedClient(ByteBuffer key, HttpClient http) {
        this.key = key;
        this.http = http;
    }

    /**
     * One that trusts these authorities.
     *
     * @param authorities certificates as PEM; empty for those that the JDK trusts
     */
    static SharedClient acquire(byte[] authorities) throws IOException {
        // Buffers are equal by what they hold; nobody changes this one.
        ByteBuffer key = ByteBuffer.wrap(authorities.clone());
        LOCK.lock();
        try {
            SharedClient shared = ALL.get(key);
            if (shared == null) {
                shared = new SharedClient(key, open(authorities));
                ALL.put(key, shared);
            }
            shared.users++;
            return shared;
        } finally {
            LOCK.unlock();
        }
    }

    HttpClient http() {
        return http;
    }

    void release() {
        LOCK.lock();
        try {
            users--;
            if (users > 0) {
                return;
            }
            ALL.remove(key);
        } finally {
            LOCK.unlock();
        }
        shutDown(http);
    }

    /** Threads inherit the context class loader, and must not hold that of a web application for ever. */
    private static HttpClient open(byte[] authorities) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT);
            SSLContext context = context(authorities);
            return (context == null ? builder : builder.sslContext(context)).build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static @Nullable SSLContext context(byte[] authorities) throws IOException {
        if (authorities.length == 0) {
            return null;
        }
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(authorities))) {
                trusted.setCertificateEntry("authority-" + count++, certificate);
            }
            if (count == 0) {
                throw new IOException("The file of authorities to be trusted holds no certificate.");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("The file of authorities to be trusted cannot be used: " + e.getMessage(), e);
        }
    }

    /** Java 21 brought a method for it. */
    private static void shutDown(HttpClient http) {
        try {
            Method shutdown = HttpClient.class.getMethod("shutdownNow");
            shutdown.invoke(http);
        } catch (ReflectiveOperationException e) {
            // An older Java: it ends when nobody holds it any more.
            return;
        }
    }
}
