package io.hauberk.standalone;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Problem documents for what Jetty refuses before it reaches the gateway; they tell nothing but the status. */
final class PlainErrors extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (status < 400 || HttpStatus.hasNoBody(status)) {
            callback.succeeded();
            return true;
        }
        String title = HttpStatus.getMessage(status);
        String problem = "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + "}";
        byte[] bytes = problem.getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }
}
