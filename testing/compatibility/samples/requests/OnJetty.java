import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Servlets on Jetty. */
public final class OnJetty {

    private OnJetty() {}

    public static void main(String[] args) throws Exception {
        Served.POOL.prestartAllCoreThreads();
        Server server = new Server(0);
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder servlet = new ServletHolder(new NoteServlet());
        servlet.setAsyncSupported(true);
        for (String path : new String[] {
            "/store", "/async", "/dispatch", "/pool", "/body", "/redirect", "/forward", "/forward-on-pool", "/echo"
        }) {
            context.addServlet(servlet, path);
        }
        server.setHandler(context);
        server.start();
        Caller.call(((ServerConnector) server.getConnectors()[0]).getLocalPort(), "store", "async", "dispatch", "pool");
        server.stop();
        Served.POOL.shutdown();
    }
}
