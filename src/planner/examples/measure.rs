fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let t = std::time::Instant::now();
    let mut i = passerelle_planner::instance::read_instance(&text).unwrap();
    eprintln!("read {:?}", t.elapsed());
    for s in a[2..].iter() {
        let t = std::time::Instant::now();
        let mut f = || t.elapsed().as_secs_f64() / s[1..].parse::<f64>().unwrap();
        let e = if s.starts_with('t') {
            passerelle_planner::Effort::Until(&mut f)
        } else {
            passerelle_planner::Effort::Steps(s.parse::<u64>().unwrap() * i.problem.number_of_calls() as u64)
        };
        let sol = passerelle_planner::solve(&i.problem, e).unwrap();
        let (pts, br) = passerelle_planner::score(&i.problem, &sol.plan);
        println!(
            "{} {:?} score {} {} bound {} breaches {}",
            s,
            t.elapsed(),
            pts.total(),
            sol.worth,
            sol.bound,
            br.len()
        );
        let keep = i.problem.volunteers[7].available.clone();
        i.problem.volunteers[7].available.clear();
        let t = std::time::Instant::now();
        let r = passerelle_planner::repair(&i.problem, &sol.plan).unwrap();
        println!(
            "repair {:?} lost {} unserved {} breaches {} score {}",
            t.elapsed(),
            r.lost.len(),
            r.unserved.len(),
            passerelle_planner::score(&i.problem, &r.plan).1.len(),
            passerelle_planner::score(&i.problem, &r.plan).0.total()
        );
        i.problem.volunteers[7].available = keep;
    }
}
