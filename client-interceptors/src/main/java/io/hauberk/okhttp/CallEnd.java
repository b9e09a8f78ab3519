package io.hauberk.okhttp;

import io.hauberk.End;
import io.hauberk.Response;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.EventListener;

/** Ends our response when the user has read, or given up, OkHttp's; at the latest when his call is over. */
final class CallEnd extends EventListener {
    private final Response response;
    private final long expected;

    private CallEnd(Response response, long expected) {
        this.response = response;
        this.expected = expected;
    }

    /** Has the response end with the body of OkHttp's answer; at once, where that has none. */
    static void follow(Call call, okhttp3.Response answer, Response response) {
        long expected = length(answer);
        if (expected == 0 && answer.code() != 101) {
            response.end(End.COMPLETED);
        } else {
            call.addEventListener(new CallEnd(response, expected));
        }
    }

    /** How many bytes there are to read, or -1 where that is not known. What a field says of a HEAD does not come. */
    static long length(okhttp3.Response answer) {
        boolean without = answer.request().method().equals("HEAD") || answer.code() == 204 || answer.code() == 304;
        return without ? 0 : answer.body().contentLength();
    }

    /** Of the bodies of one call, that of this response is the first to end after it was handed out. */
    @Override
    public void responseBodyEnd(Call call, long byteCount) {
        boolean whole = expected < 0 ? !call.isCanceled() : byteCount >= expected;
        response.end(whole ? End.COMPLETED : End.CANCELLED);
    }

    /** Where no body has ended before, the answer came out of a cache, or was none but an upgrade. */
    @Override
    public void callEnd(Call call) {
        response.end(End.COMPLETED);
    }

    @Override
    public void responseFailed(Call call, IOException e) {
        failed(call);
    }

    @Override
    public void callFailed(Call call, IOException e) {
        failed(call);
    }

    private void failed(Call call) {
        response.end(call.isCanceled() || Failures.interrupted() ? End.CANCELLED : End.FAILED);
    }
}
