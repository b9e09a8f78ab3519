package io.hauberk.okhttp;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Sends a request to the endpoint of its attempt, whatever the host of its URL: an application interceptor. */
final class ToEndpoint implements Interceptor {
    static final ToEndpoint INSTANCE = new ToEndpoint();

    private ToEndpoint() {}

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        AtEndpoint.Passage passage = request.tag(AtEndpoint.Passage.class);
        if (!(passage instanceof EnginePassage engine)) {
            throw new IllegalStateException("A request of the engine always knows its attempt.");
        }
        return chain.withDns(engine.dns()).withSocketFactory(engine.flight()).proceed(request);
    }
}
