namespace OpenCode.Fleet;

/// <summary>Receives hints for a machine. A hint can be lost: the machine also asks for its orders periodically.</summary>
[Alias("OpenCode.Fleet.IMachineObserver")]
internal interface IMachineObserver : IGrainObserver
{
    /// <summary>The orders of a job have changed.</summary>
    [Alias("OrdersChanged")]
    public void OrdersChanged(FleetJobId job);
}
