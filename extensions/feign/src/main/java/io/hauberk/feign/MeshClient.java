package io.hauberk.feign;

import feign.Client;
import feign.Request;
import feign.Response;
import io.hauberk.okhttp.Mesh;
import io.hauberk.okhttp.OutgoingCall;
import io.hauberk.service.CallOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.Protocol;

/** Sends what Feign has made. */
final class MeshClient implements Client {
    private final Mesh mesh;
    private final Annotated annotated;
    private final Client others;

    MeshClient(Mesh mesh, Annotated annotated, Client others) {
        this.mesh = mesh;
        this.annotated = annotated;
        this.others = others;
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        if (!mesh.takes(URI.create(request.url()).getHost())) {
            return others.execute(request, options);
        }
        OutgoingCall call =
                mesh.call(request.httpMethod().name(), request.url()).following(options.isFollowRedirects());
        CallOptions said = annotated.of(request);
        if (said != null) {
            call.tag(CallOptions.class, said);
        }
        if (options.readTimeoutMillis() > 0) {
            call.within(Duration.ofMillis(options.readTimeoutMillis()));
        }
        request.headers().forEach((name, values) -> values.forEach(value -> call.with(name, value)));
        byte[] body = request.body();
        if (body != null) {
            call.body(body.length, true, out -> out.write(body));
        }
        return response(request, call.execute());
    }

    private static Response response(Request request, okhttp3.Response answer) {
        return Response.builder()
                .request(request)
                .protocolVersion(version(answer.protocol()))
                .status(answer.code())
                .reason(answer.message())
                .headers(headers(answer.headers()))
                // Feign would read a short one at once, were its length known.
                .body(answer.body().byteStream(), null)
                .build();
    }

    private static Map<String, Collection<String>> headers(Headers fields) {
        Map<String, Collection<String>> headers = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            headers.computeIfAbsent(fields.name(i), name -> new ArrayList<>()).add(fields.value(i));
        }
        return headers;
    }

    private static Request.ProtocolVersion version(Protocol protocol) {
        return protocol == Protocol.HTTP_1_1 || protocol == Protocol.HTTP_1_0
                ? Request.ProtocolVersion.HTTP_1_1
                : Request.ProtocolVersion.HTTP_2;
    }
}
