package io.hauberk.jaxrs;

import io.hauberk.okhttp.OutgoingCall;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.RequestEntityProcessing;

/** What Jersey sends as the content of a request: mostly small and in memory anyway, sometimes a stream. */
final class Entities {
    private Entities() {}

    static void put(ClientRequest request, OutgoingCall call) throws IOException {
        if (!request.hasEntity()) {
            return;
        }
        if (streamed(request)) {
            call.body(-1, false, out -> {
                request.setStreamProvider(length -> out);
                request.writeEntity();
            });
            return;
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        request.setStreamProvider(length -> written);
        request.writeEntity();
        call.body(written.size(), true, written::writeTo);
    }

    private static boolean streamed(ClientRequest request) {
        RequestEntityProcessing asked =
                request.resolveProperty(ClientProperties.REQUEST_ENTITY_PROCESSING, RequestEntityProcessing.class);
        if (asked != null) {
            return asked == RequestEntityProcessing.CHUNKED;
        }
        Object entity = request.getEntity();
        return entity instanceof InputStream
                || entity instanceof Reader
                || entity instanceof File
                || entity instanceof StreamingOutput;
    }
}
