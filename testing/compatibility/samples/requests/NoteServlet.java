import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

/** Stores what it is asked to. */
final class NoteServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String key = request.getParameter("key");
        switch (request.getServletPath()) {
            case "/async" -> async(request, key);
            case "/dispatch" -> dispatch(request, key);
            case "/pool" -> wait(() -> Served.store(key));
            case "/body" -> {
                request.getInputStream().readAllBytes();
                Served.store(key);
            }
            case "/redirect" -> response.sendRedirect("/store?key=" + key);
            case "/forward" -> answer(response, Served.forward(request.getLocalPort(), key));
            case "/forward-on-pool" -> {
                int port = request.getLocalPort();
                String[] answer = {""};
                wait(() -> answer[0] = Served.forward(port, key));
                answer(response, answer[0]);
            }
            case "/echo" -> answer(response, Served.told(name -> Collections.list(request.getHeaders(name))));
            default -> Served.store(key);
        }
    }

    private static void answer(HttpServletResponse response, String text) throws IOException {
        response.getWriter().write(text);
    }

    /** Goes on in a thread of the server. */
    private static void async(HttpServletRequest request, String key) {
        AsyncContext context = request.startAsync();
        context.start(() -> {
            Served.store(key);
            context.complete();
        });
    }

    /** Comes back to the server from another thread. */
    private static void dispatch(HttpServletRequest request, String key) {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            Served.store(key);
            return;
        }
        AsyncContext context = request.startAsync();
        Served.POOL.execute(context::dispatch);
    }

    private static void wait(Runnable task) {
        try {
            Served.POOL.submit(task).get();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
