package io.hauberk.okhttp;

import io.hauberk.End;
import io.hauberk.Response;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.EventListener;

/** Ends our response when the user has read, or given up, OkHttp's. */
final class CallEnd extends EventListener {
    private final Response response;
    private final long expected;
    private long read;

    /** @param expected how many bytes there are to read, or -1 where that is not known */
    CallEnd(Response response, long expected) {
        this.response = response;
        this.expected = expected;
    }

    @Override
    public void responseBodyEnd(Call call, long byteCount) {
        read = byteCount;
    }

    @Override
    public void callEnd(Call call) {
        response.end(expected < 0 || read >= expected ? End.COMPLETED : End.CANCELLED);
    }

    @Override
    public void responseFailed(Call call, IOException e) {
        response.end(call.isCanceled() ? End.CANCELLED : End.FAILED);
    }

    @Override
    public void callFailed(Call call, IOException e) {
        response.end(call.isCanceled() ? End.CANCELLED : End.FAILED);
    }
}
