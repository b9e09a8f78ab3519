package io.hauberk.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a registry, asked over the JDK's HTTP client: the first until it fails, then the next. Connecting takes 2
 * seconds at most; each request says how long its head, and its reader how long its content may take. Redirects are not
 * followed. For one thread at a time, except {@link #close}.
 */
public final class Origin implements AutoCloseable {
    private static final int MAX_AUTHORITIES = 1 << 20;

    private final List<String> urls;
    private final Access access;
    private int current;
    private @Nullable Credentials credentials;
    private @Nullable SharedClient client;
    private boolean closed;

    /**
     * Servers that know the same.
     *
     * @param urls as {@link #requireUrl} returns them
     * @param access whom we believe and who we are, where they are behind TLS
     */
    public Origin(List<String> urls, Access access) {
        this.urls = List.copyOf(urls);
        this.access = access;
    }

    /**
     * The URL without a slash at its end, if it is one of a server.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static String requireUrl(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme());
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                    throw new IllegalArgumentException("The URL for " + uri.getHost()
                            + " holds more than scheme, host, port and path. Leave user, query and fragment out.");
                }
                return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + url + "\" is not a URL: " + e.getReason() + ".", e);
        }
        throw new IllegalArgumentException("\"" + url + "\" is not a URL. Write one such as https://registry:8443.");
    }

    /** GET. The answer is to be closed. */
    public Incoming get(String target, Map<String, String> headers, Duration within)
            throws IOException, InterruptedException {
        return send(target, null, headers, within);
    }

    /** POST of JSON. The answer is to be closed. */
    public Incoming post(String target, String json, Map<String, String> headers, Duration within)
            throws IOException, InterruptedException {
        return send(target, json, headers, within);
    }

    private Incoming send(String target, @Nullable String json, Map<String, String> headers, Duration within)
            throws IOException, InterruptedException {
        URI uri = URI.create(urls.get(current) + target);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
        headers.forEach(request::header);
        if (json != null) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        }
        boolean well = false;
        try {
            Incoming answer = await(uri, request.build(), within);
            well = answer.status() < 500;
            return answer;
        } finally {
            if (!well) {
                current = (current + 1) % urls.size();
            }
        }
    }

    private Incoming await(URI uri, HttpRequest request, Duration within) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Incoming>> answer =
                client().http().sendAsync(request, head -> new Incoming(uri, head).subscriber());
        boolean answered = false;
        try {
            HttpResponse<Incoming> response = answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
            answered = true;
            return response.body();
        } catch (TimeoutException e) {
            throw new IOException(plain(uri) + " did not answer within " + within.toMillis() + " ms.", e);
        } catch (ExecutionException e) {
            throw new IOException(plain(uri) + " could not be asked: " + reason(e.getCause()) + ".", e);
        } finally {
            if (!answered) {
                answer.cancel(true);
            }
        }
    }

    /** Without its query, which is long and says little. */
    private static String plain(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? "no reason is known" : cause.getMessage();
        return message == null ? String.valueOf(cause) : message;
    }

    private synchronized SharedClient client() throws IOException, InterruptedException {
        Credentials now = Credentials.read(access);
        SharedClient known = client;
        if (closed) {
            throw new InterruptedException("Closed.");
        }
        if (known != null && now.equals(credentials)) {
            return known;
        }
        SharedClient fresh = SharedClient.acquire(now);
        if (known != null) {
            known.release();
        }
        client = fresh;
        credentials = now;
        return fresh;
    }

    /** A small file, as bytes. */
    public static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_AUTHORITIES + 1);
            if (bytes.length > MAX_AUTHORITIES) {
                throw new IOException(file + " is larger than 1 MB. Is it the right file?");
            }
            return bytes;
        } catch (java.nio.file.NoSuchFileException e) {
            throw new IOException(file + " does not exist.", e);
        }
    }

    /** Lets go of the client; to be called when nobody asks any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.release();
            client = null;
        }
    }
}
