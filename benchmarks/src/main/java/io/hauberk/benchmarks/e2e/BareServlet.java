package io.hauberk.benchmarks.e2e;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A proxy as one writes it by hand: a servlet, OkHttp as it comes, and no policy at all. For requests without bodies. */
final class BareServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Set<String> HOP_BY_HOP = hopByHop();

    private final transient OkHttpClient client = new OkHttpClient.Builder()
            .followRedirects(false)
            .connectionPool(new ConnectionPool(256, 5, TimeUnit.MINUTES))
            .build();
    private final int upstream;

    BareServlet(int upstream) {
        this.upstream = upstream;
    }

    private static Set<String> hopByHop() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(names, "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE");
        Collections.addAll(names, "Trailer", "Transfer-Encoding", "Upgrade", "Host");
        return names;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (Response answer = client.newCall(outgoing(request)).execute()) {
            response.setStatus(answer.code());
            for (int i = 0; i < answer.headers().size(); i++) {
                if (!HOP_BY_HOP.contains(answer.headers().name(i))) {
                    response.addHeader(
                            answer.headers().name(i), answer.headers().value(i));
                }
            }
            copy(answer.body().byteStream(), response.getOutputStream());
        }
    }

    private Request outgoing(HttpServletRequest request) {
        HttpUrl url = new HttpUrl.Builder()
                .scheme("http")
                .host("127.0.0.1")
                .port(upstream)
                .encodedPath(request.getRequestURI())
                .encodedQuery(request.getQueryString())
                .build();
        Request.Builder builder = new Request.Builder().url(url);
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!HOP_BY_HOP.contains(name)) {
                Collections.list(request.getHeaders(name)).forEach(value -> builder.addHeader(name, value));
            }
        }
        return builder.build();
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
        }
    }
}
