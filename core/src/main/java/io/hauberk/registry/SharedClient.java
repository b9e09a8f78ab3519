package io.hauberk.registry;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;

/**
 * The JDK's HTTP client, one for all who believe and show the same, for as long as somebody uses it. Its threads and its
 * connections end with it: at once from Java 21 on; on older ones when the garbage collector finds it.
 */
final class SharedClient {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<Credentials, SharedClient> ALL = new HashMap<>();

    private final Credentials key;
    private final HttpClient http;
    private int users;

    private SharedClient(Credentials key, HttpClient http) {
        this.key = key;
        this.http = http;
    }

    /** One that has this access. */
    static SharedClient acquire(Credentials credentials) throws IOException {
        LOCK.lock();
        try {
            SharedClient shared = ALL.get(credentials);
            if (shared == null) {
                shared = new SharedClient(credentials, open(credentials));
                ALL.put(credentials, shared);
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
    private static HttpClient open(Credentials credentials) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT);
            SSLContext context = credentials.context();
            return (context == null ? builder : builder.sslContext(context)).build();
        } finally {
            thread.setContextClassLoader(before);
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
