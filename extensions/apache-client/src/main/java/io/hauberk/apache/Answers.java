package io.hauberk.apache;

import okhttp3.Headers;
import okhttp3.Response;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Answers in the form of Apache's client, read while they come. */
final class Answers {
    private Answers() {}

    static ClassicHttpResponse of(Response answer, String method) {
        BasicClassicHttpResponse response = new BasicClassicHttpResponse(answer.code(), answer.message());
        response.setVersion(HttpVersion.HTTP_1_1);
        Headers fields = answer.headers();
        for (int i = 0; i < fields.size(); i++) {
            response.addHeader(fields.name(i), fields.value(i));
        }
        if (method.equals("HEAD") || answer.code() == 204 || answer.code() == 304) {
            answer.close();
        } else {
            response.setEntity(new InputStreamEntity(
                    answer.body().byteStream(),
                    answer.body().contentLength(),
                    ContentType.parseLenient(answer.header("Content-Type")),
                    answer.header("Content-Encoding")));
        }
        return response;
    }
}
