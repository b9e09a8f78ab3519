package io.hauberk.jaxrs;

import java.io.InputStream;
import okhttp3.Headers;
import okhttp3.Response;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.message.internal.Statuses;

/** Answers in Jersey's form, read while they come. */
final class Answers {
    private Answers() {}

    static ClientResponse of(ClientRequest request, Response answer) {
        ClientResponse response = new ClientResponse(
                Statuses.from(answer.code(), answer.message()),
                request,
                answer.request().url().uri());
        Headers fields = answer.headers();
        for (int i = 0; i < fields.size(); i++) {
            response.header(fields.name(i), fields.value(i));
        }
        boolean none = request.getMethod().equals("HEAD") || answer.code() == 204 || answer.code() == 304;
        if (none) {
            answer.close();
        }
        response.setEntityStream(
                none ? InputStream.nullInputStream() : answer.body().byteStream());
        return response;
    }
}
