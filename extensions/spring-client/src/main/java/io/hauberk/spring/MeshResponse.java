package io.hauberk.spring;

import java.io.InputStream;
import okhttp3.Headers;
import okhttp3.Response;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer in Spring's form, read while it comes. */
final class MeshResponse implements ClientHttpResponse {
    private final Response answer;
    private final HttpHeaders headers = new HttpHeaders();

    MeshResponse(Response answer) {
        this.answer = answer;
        Headers fields = answer.headers();
        for (int i = 0; i < fields.size(); i++) {
            headers.add(fields.name(i), fields.value(i));
        }
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(answer.code());
    }

    @Override
    public String getStatusText() {
        return answer.message();
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        return answer.body().byteStream();
    }

    @Override
    public void close() {
        answer.close();
    }
}
